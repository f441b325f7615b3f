const KIB = 1024
/** Largest request body: room for the largest payload, its escapes and the rest of the order. */
export const MAX_BODY_BYTES = 512 * KIB
/** Where GraphQL is spoken. */
export const PATH = '/graphql'
