'use client'

import { Download } from 'lucide-react'
import { Button } from '@/components/ui/button'

type CsvButtonProps = { name: string; text: () => string }

/** Hands a table over as a file; made when it is asked for. */
export function CsvButton({ name, text }: CsvButtonProps) {
  function save() {
    const url = URL.createObjectURL(new Blob([text()], { type: 'text/csv' }))
    const link = Object.assign(document.createElement('a'), { href: url, download: name })
    link.click()
    URL.revokeObjectURL(url)
  }
  return (
    <Button size="small" onClick={save}>
      <Download aria-hidden="true" />
      CSV
    </Button>
  )
}
