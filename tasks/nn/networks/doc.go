// Package networks has the networks of the literature on multi-task learning
// from images, as trunks and heads of package nn: SegNet with a split before
// the predictions, MTAN on it, and the network that FAMO trains on CelebA.
//
// The zero value of a configuration is the published network; width, depth and
// the size of the images are parameters. Layer names, in Problem.Layers, are
// the scope ("trunk", "shared" or the task) and the names of the released code
// with the level behind: "trunk/encoder_block0/conv", "shared/encoder_block_att2/norm".
package networks
