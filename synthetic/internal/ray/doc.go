// Package ray draws scenes of simple solids by ray casting: for each pixel the
// colour, the class, the depth and the surface normal.
//
// World coordinates are in metres: x right, y up, z ahead. A frame's depth is
// along the optical axis, and its normals are in camera coordinates: x right,
// y up, z towards the viewer.
package ray
