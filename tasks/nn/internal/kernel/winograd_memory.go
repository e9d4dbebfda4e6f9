package kernel

import "sync"

// winogradMemory is the memory of one running call. Calls borrow it, because the
// transformed filters of a network with many wide layers are larger than all
// else, and because what the last layer has left in the caches is of use. It
// grows to the needs of the largest layer and is never given back.
type winogradMemory struct {
	filters []float32  // 16 matrices
	parts   []convPart // of the chunks but the first
	workers []*winogradScratch
}

// winogradScratch is the memory of one worker.
type winogradScratch struct {
	window   []float32 // pixels of a block, all channels of a pixel side by side
	tiles    []float32 // 17 matrices of a block: what is transformed, and its products
	bias     []float32
	taps     []float32 // taps of filters, 16 filters side by side
	masked   []float32 // gradients before the activation, of the pixels of a block
	smooth   []float32 // the same of the images of a block, for a smooth activation
	gradient []float32 // 16 matrices of a block: the transform of these gradients
	sums     []float32 // 16 matrices: the transform of the gradient of the weights
	dw       []float32 // transpose of the gradient of the weights, of a few channels
}

// idle is the memory that no call is using.
var idle struct {
	sync.Mutex
	memory []*winogradMemory
}

// borrow takes memory for a call, for the backward pass or the forward pass.
func (w *winograd) borrow(backward bool) {
	idle.Lock()
	defer idle.Unlock()
	if last := len(idle.memory) - 1; last >= 0 {
		w.m, idle.memory = idle.memory[last], idle.memory[:last]
	} else {
		w.m = new(winogradMemory)
	}
	w.grow(w.m, backward)
}

// giveBack ends the loan.
func (w *winograd) giveBack() {
	idle.Lock()
	defer idle.Unlock()
	idle.memory = append(idle.memory, w.m)
	w.m = nil
}

// grow makes memory large enough for a pass.
func (w *winograd) grow(m *winogradMemory, backward bool) {
	grow := func(v *[]float32, n int) { *v = grown(*v, n) }
	grow(&m.filters, products*max(w.filters(nil).step, w.turned(nil).step))
	for len(m.parts) < w.chunks()-1 {
		m.parts = append(m.parts, convPart{})
	}
	for len(m.workers) < min(Workers, w.chunks()) {
		m.workers = append(m.workers, new(winogradScratch))
	}
	for _, s := range m.workers {
		w.growScratch(s, grow)
		if backward {
			w.growBackward(s, grow)
		}
	}
	for i := range m.parts[:w.chunks()-1] {
		if backward {
			grow(&m.parts[i].dw, w.Out*w.taps())
			grow(&m.parts[i].db, w.Out)
		}
	}
}

// growScratch is grow for a worker in either pass.
func (w *winograd) growScratch(s *winogradScratch, grow func(v *[]float32, n int)) {
	ld := w.pixel()
	grow(&s.window, max(w.ofY.windowPixels(), w.ofBoth.windowPixels())*ld)
	grow(&s.tiles, (products+1)*stepOf(max(w.ofY.most(), w.ofBoth.most()), ld))
	grow(&s.bias, ld)
	grow(&s.taps, max(w.C, w.Out)*filterArea*panel)
}

// growBackward is grow for a worker in the backward pass.
func (w *winograd) growBackward(s *winogradScratch, grow func(v *[]float32, n int)) {
	t := &w.ofBoth
	grow(&s.masked, w.Out*t.windowPixels())
	grow(&s.gradient, products*stepOf(t.most(), w.pixelO()))
	grow(&s.sums, products*stepOf(w.C, w.pixelO()))
	grow(&s.dw, turnedChannels*filterArea*w.pixelO())
	if w.act.smooth() {
		grow(&s.smooth, t.images*w.Out*w.h*w.w)
	}
}
