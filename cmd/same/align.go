package main

// change is a place where two lists differ: what stood there, and what stands there now.
type change struct{ before, now []int }

// alignBound is how many pairs of elements are looked at; longer lists are compared by position.
const alignBound = 4_000_000

// align pairs the elements of two lists that are the same, in order and as many as can be, and returns the
// pairs of indexes and the places between them that differ.
func align(before, now []string) (pairs [][2]int, changes []change) {
	head := 0
	for head < len(before) && head < len(now) && before[head] == now[head] {
		head++
	}
	endBefore, endNow := len(before), len(now)
	for endBefore > head && endNow > head && before[endBefore-1] == now[endNow-1] {
		endBefore, endNow = endBefore-1, endNow-1
	}
	common := longestCommon(before[head:endBefore], now[head:endNow])
	for i := range head {
		pairs = append(pairs, [2]int{i, i})
	}
	for _, pair := range common {
		pairs = append(pairs, [2]int{pair[0] + head, pair[1] + head})
	}
	for i := range len(before) - endBefore {
		pairs = append(pairs, [2]int{endBefore + i, endNow + i})
	}
	i, j := 0, 0
	for _, pair := range append(pairs[:len(pairs):len(pairs)], [2]int{len(before), len(now)}) {
		if i < pair[0] || j < pair[1] {
			changes = append(changes, change{span(i, pair[0]), span(j, pair[1])})
		}
		i, j = pair[0]+1, pair[1]+1
	}
	return pairs, changes
}

func span(from, to int) []int {
	var all []int
	for ; from < to; from++ {
		all = append(all, from)
	}
	return all
}

// longestCommon is the longest common subsequence, as pairs of indexes.
func longestCommon(a, b []string) [][2]int {
	var pairs [][2]int
	if len(a)*len(b) > alignBound {
		for i := range min(len(a), len(b)) {
			if a[i] == b[i] {
				pairs = append(pairs, [2]int{i, i})
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
			pairs = append(pairs, [2]int{i, j})
			i, j = i+1, j+1
		case length[i+1][j] >= length[i][j+1]:
			i++
		default:
			j++
		}
	}
	return pairs
}
