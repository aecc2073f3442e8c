package main

// pair is an element of one list and one of another, by their indexes; -1 is none.
type pair struct{ before, now int }

// alignBound is how many pairs of elements are looked at; longer lists are compared by position.
const alignBound = 4_000_000

// align pairs the elements of two lists that are the same, in order and as many as can be. What stands between
// them is changed: as many elements as there were are pairs, too, others stand alone.
func align(before, now []string) (same, changed []pair) {
	head := 0
	for head < len(before) && head < len(now) && before[head] == now[head] {
		same = append(same, pair{head, head})
		head++
	}
	endBefore, endNow := len(before), len(now)
	for endBefore > head && endNow > head && before[endBefore-1] == now[endNow-1] {
		endBefore, endNow = endBefore-1, endNow-1
	}
	for _, p := range longestCommon(before[head:endBefore], now[head:endNow]) {
		same = append(same, pair{head + p.before, head + p.now})
	}
	for i := range len(before) - endBefore {
		same = append(same, pair{endBefore + i, endNow + i})
	}
	next := pair{}
	for _, p := range same {
		changed = append(changed, between(next, p)...)
		next = pair{p.before + 1, p.now + 1}
	}
	return same, append(changed, between(next, pair{len(before), len(now)})...)
}

// between are the changes from one pair of indexes up to another.
func between(from, to pair) []pair {
	var changed []pair
	if to.before-from.before == to.now-from.now {
		for i := range to.now - from.now {
			changed = append(changed, pair{from.before + i, from.now + i})
		}
		return changed
	}
	for i := from.before; i < to.before; i++ {
		changed = append(changed, pair{i, -1})
	}
	for i := from.now; i < to.now; i++ {
		changed = append(changed, pair{-1, i})
	}
	return changed
}

// longestCommon is the longest common subsequence, as its indexes in both.
func longestCommon(a, b []string) []pair {
	var pairs []pair
	if len(a)*len(b) > alignBound {
		for i := range min(len(a), len(b)) {
			if a[i] == b[i] {
				pairs = append(pairs, pair{i, i})
			}
		}
		return pairs
	}
	length := make([][]int32, len(a)+1) // of what is common to a[i:] and b[j:]
	for i := range length {
		length[i] = make([]int32, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if length[i][j] = max(length[i+1][j], length[i][j+1]); a[i] == b[j] {
				length[i][j] = length[i+1][j+1] + 1
			}
		}
	}
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			pairs = append(pairs, pair{i, j})
			i, j = i+1, j+1
		case length[i+1][j] >= length[i][j+1]:
			i++
		default:
			j++
		}
	}
	return pairs
}
