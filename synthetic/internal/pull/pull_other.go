//go:build !amd64

package pull

func pullRows(at, force *place, rows *row, count int, list *near) {
	panic("pull: no assembly on this processor")
}
