import { cookies } from 'next/headers'
import { Suspense } from 'react'
import { Visitor } from '../visitor'

async function sign(form) {
  'use server'
  const jar = await cookies()
  jar.set('name', String(form.get('name')))
}

export default function Page() {
  return (
    <>
      <h1>Guest book</h1>
      <form action={sign}>
        <input name="name" aria-label="Name" defaultValue="Ada" />
        <button type="submit">Sign</button>
      </form>
      <Suspense fallback={<p>One moment …</p>}>
        <Visitor />
      </Suspense>
    </>
  )
}
