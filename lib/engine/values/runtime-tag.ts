/** What `expireTag` of a runtime cache reaches: values that a function stored itself with this tag, and no page that has it. */
export function runtimeTag(tag: string): string {
  return `runtime:${tag}`
}
