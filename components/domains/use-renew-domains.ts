import { useQueryClient } from '@tanstack/react-query'
import { deploymentQueries } from '@/lib/queries/deployments'
import { projectQueries } from '@/lib/queries/projects'

/** Asks again for everything that tells which domain shows what. */
export function useRenewDomains() {
  const queryClient = useQueryClient()
  return () =>
    Promise.all(
      [deploymentQueries, projectQueries].map(({ all }) => queryClient.invalidateQueries({ queryKey: all() })),
    )
}
