'use client'

import { useMutation } from '@tanstack/react-query'
import { CircleUser, LogOut, MonitorSmartphone, ScrollText, Users } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { useState } from 'react'
import { useWithheld } from '@/components/access/role'
import { hrefs } from '@/components/shell/hrefs'
import { chooseTheme, parseTheme, THEMES, type Theme } from '@/components/shell/theme'
import { Button } from '@/components/ui/button'
import { Link } from '@/components/ui/link'
import { Menu, MenuChoice, MenuItem } from '@/components/ui/menu'
import { endpoints } from '@/lib/contract/endpoints'
import { call } from '@/lib/queries/call'

const THEME_LABEL: Record<Theme, string> = { system: 'As the system', light: 'Light', dark: 'Dark' }

type AccountMenuProps = { email: string; theme: Theme }

/** Who is signed in, the theme, and the way out. */
export function AccountMenu({ email, theme: initialTheme }: AccountMenuProps) {
  const [theme, setTheme] = useState(initialTheme)
  const withheld = useWithheld('admin')
  const signOut = useMutation({
    mutationFn: () => call(endpoints.signOut, {}),
    onSuccess: () => window.location.assign('/sign-in'),
  })

  function change(value: string) {
    const chosen = parseTheme(value)
    setTheme(chosen)
    chooseTheme(chosen)
  }

  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>
        <Button tone="quiet" size="icon" aria-label="Account and theme">
          <CircleUser aria-hidden="true" className="size-[18px]!" />
        </Button>
      </DropdownMenu.Trigger>
      <Menu align="end" className="w-56">
        <DropdownMenu.Label className="truncate px-2 py-1.5 text-muted" title={email}>
          {email}
        </DropdownMenu.Label>
        <MenuItem asChild>
          <Link href={hrefs.account()}>
            <MonitorSmartphone aria-hidden="true" />
            Account and sessions
          </Link>
        </MenuItem>
        {withheld === undefined && (
          <>
            <MenuItem asChild>
              <Link href={hrefs.members()}>
                <Users aria-hidden="true" />
                Members
              </Link>
            </MenuItem>
            <MenuItem asChild>
              <Link href={hrefs.audit()}>
                <ScrollText aria-hidden="true" />
                Audit
              </Link>
            </MenuItem>
          </>
        )}
        <DropdownMenu.Separator className="my-1 h-px bg-line" />
        <DropdownMenu.Label className="px-2 py-1 text-faint text-xs">Theme</DropdownMenu.Label>
        <DropdownMenu.RadioGroup value={theme} onValueChange={change}>
          {THEMES.map((choice) => (
            <MenuChoice key={choice} value={choice} onSelect={(event) => event.preventDefault()}>
              {THEME_LABEL[choice]}
            </MenuChoice>
          ))}
        </DropdownMenu.RadioGroup>
        <DropdownMenu.Separator className="my-1 h-px bg-line" />
        <MenuItem onSelect={() => signOut.mutate()}>
          <LogOut aria-hidden="true" />
          Sign out
        </MenuItem>
      </Menu>
    </DropdownMenu.Root>
  )
}
