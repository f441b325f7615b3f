/** Where something listens. Only addresses cross threads, so every boundary shares this one type. */
export interface Address {
  host: string
  port: number
}
