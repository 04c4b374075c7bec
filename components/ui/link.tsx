'use client'

import NextLink from 'next/link'
import { type ComponentProps, useState } from 'react'

type LinkProps = ComponentProps<typeof NextLink>

/**
 * A link to a page of the dashboard. What the page needs is asked for once somebody points at the link or reaches it by keyboard:
 * a table of links that all asked at once would keep the server from the page itself.
 */
export function Link({ prefetch = null, onMouseEnter, onTouchStart, onFocus, ...rest }: LinkProps) {
  const [isNear, setIsNear] = useState(false)
  return (
    <NextLink
      prefetch={isNear ? prefetch : false}
      onMouseEnter={(event) => {
        setIsNear(true)
        onMouseEnter?.(event)
      }}
      onTouchStart={(event) => {
        setIsNear(true)
        onTouchStart?.(event)
      }}
      onFocus={(event) => {
        setIsNear(true)
        onFocus?.(event)
      }}
      {...rest}
    />
  )
}
