/** To the thousandth, such as ms to whole µs: no more digits than are meant, as a recording carries every one of them. */
export function round3(value: number): number {
  return Math.round(value * 1000) / 1000
}
