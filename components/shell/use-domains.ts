import { useQuery } from '@tanstack/react-query'
import { projectQueries } from '@/lib/queries/projects'

/** Domains of a project, with what each shows now; none until they are loaded. */
export function useDomains(project: string) {
  const { data } = useQuery(projectQueries.list())
  return data?.projects.find(({ name }) => name === project)?.domains ?? []
}
