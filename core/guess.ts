/** What counts as a guess of a duration, ms. */
export const LEAST_GUESS_MS = 0.1
export const MOST_GUESS_MS = 60_000

export function isGuess(guess: unknown): guess is number {
  return typeof guess === 'number' && guess >= LEAST_GUESS_MS && guess <= MOST_GUESS_MS
}
