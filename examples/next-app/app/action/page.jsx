import { updateTag } from 'next/cache'
import { cookies } from 'next/headers'
import { redirect } from 'next/navigation'

async function publish() {
  'use server'
  const jar = await cookies()
  jar.set('published', 'yes')
  updateTag('news')
  redirect('/tagged')
}

export default function Page() {
  return (
    <form action={publish}>
      <h1>Action</h1>
      <p>
        Publishes: <code>updateTag</code> deletes what carries the tag <code>news</code>, before the answer ends.
      </p>
      <button type="submit">Publish</button>
    </form>
  )
}
