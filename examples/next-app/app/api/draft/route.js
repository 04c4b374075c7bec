import { draftMode } from 'next/headers'
import { redirect } from 'next/navigation'

/** Opens draft mode for whoever knows the secret; a real site asks for a sign-in here. `?close` ends it. */
export async function GET(request) {
  const { searchParams } = new URL(request.url)
  const draft = await draftMode()
  if (searchParams.has('close')) {
    draft.disable()
    redirect('/draft')
  }
  if (searchParams.get('secret') !== 'example') return new Response('Wrong secret', { status: 403 })
  draft.enable()
  redirect('/draft')
}
