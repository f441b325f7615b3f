const LONGEST = 249
const LEGAL = /^[a-zA-Z0-9._-]+$/

/** Why a topic cannot be called that (Kafka: `Topic.validate`); null where it can. */
export function complaintAboutName(name: string): string | null {
  if (name === '') return 'the empty string is not allowed'
  if (name === '.' || name === '..') return `'${name}' is not allowed`
  if (name.length > LONGEST) return `the length of '${name}' is longer than the max allowed length ${LONGEST}`
  return LEGAL.test(name)
    ? null
    : `'${name}' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'`
}
