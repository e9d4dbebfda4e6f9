// Package celeba is the suite of 40 attributes of faces (Liu, Luo, Wang, Tang:
// Deep Learning Face Attributes in the Wild, ICCV 2015), with the network and
// protocol of FAMO (Liu, Feng, Stone, Liu, NeurIPS 2023).
package celeba
