import { get } from "./memory";

/** Lists of 32-bit integers, and lists of rows that are sorted by a number each row has. */

@inline
export function getInteger(list: usize, i: i32): i32 {
  return load<i32>(list + (<usize>i << 2));
}

@inline
export function putInteger(list: usize, i: i32, value: i32): void {
  store<i32>(list + (<usize>i << 2), value);
}

/** Set list[from … to − 1] to from … to − 1 in ascending order of `key` (by insertion: the keys come nearly sorted). */
export function sortRows(list: usize, from: i32, to: i32, key: usize): void {
  for (let i = from; i < to; i++) {
    const value = get(key, i);
    let j = i;
    while (j > from && get(key, getInteger(list, j - 1)) > value) {
      putInteger(list, j, getInteger(list, j - 1));
      j--;
    }
    putInteger(list, j, i);
  }
}

/** Merge the ascending stretches [from, middle) and [middle, to) of the list; `scratch` holds to − from integers. */
export function mergeRows(list: usize, from: i32, middle: i32, to: i32, key: usize, scratch: usize): void {
  let i = from, j = middle;
  for (let at = 0; at < to - from; at++) {
    const first = j == to || (i < middle && get(key, getInteger(list, i)) <= get(key, getInteger(list, j)));
    putInteger(scratch, at, getInteger(list, first ? i++ : j++));
  }
  memory.copy(list + (<usize>from << 2), scratch, <usize>(to - from) << 2);
}
