import { connection } from 'next/server'

/** Rendered at each visit, never cached. */
export async function GET() {
  await connection()
  const body = `<h1>Now</h1><p data-render="${crypto.randomUUID()}">${new Date().toISOString()}</p>`
  return new Response(body, { headers: { 'content-type': 'text/html; charset=utf-8' } })
}
