'use client'

import { useQuery } from '@tanstack/react-query'
import { RoleProvider } from '@/components/access/role'
import { AWAY, PENDING, scenesOf } from '@/components/gallery/scenes/scene'
import { AccountMenu } from '@/components/shell/account-menu'
import { CommandMenu } from '@/components/shell/command-menu'
import { DatabaseBanner } from '@/components/shell/database-banner'
import { FleetLink } from '@/components/shell/fleet-link'
import { Nav } from '@/components/shell/nav'
import { ProjectSwitch } from '@/components/shell/project-switch'
import { deploymentList } from '@/components/testing/operations'
import { edgeWith, projectWith } from '@/components/testing/overviews'
import { PATH_ROWS } from '@/components/testing/path-rows'
import { TAG_ROWS } from '@/components/testing/tags'
import { projectQueries } from '@/lib/queries/projects'

const project = 'storefront'
const PROJECTS = { projects: [projectWith(), projectWith({ name: 'docs' })] }
const PAGE = { page: 1, pageSize: 6 }
const NOTHING_FOUND = {
  listPaths: { paths: [], total: 0, isPartial: false, ...PAGE },
  listTags: { tags: [], total: 0, isTotalLeast: false, requests: 0, sampledPathCount: 0, nearest: [], ...PAGE },
}
const OPEN = { press: 'Account and theme' }
const WANTED = { fill: 'Page, project, path, tag or deployment', with: 'lamp' }

/** A page that cannot read what it shows. */
function Outage() {
  useQuery(projectQueries.list())
  return <DatabaseBanner />
}

function Side() {
  return (
    <div className="flex w-56 flex-col">
      <ProjectSwitch project={project} />
      <Nav project={project} />
      <FleetLink />
    </div>
  )
}

/** The frame around every page. */
export const SHELL_SCENES = [
  ...scenesOf(
    'CommandMenu',
    {
      answers: { listProjects: PROJECTS, listDeployments: deploymentList(), ...NOTHING_FOUND },
      draw: () => <CommandMenu project={project} />,
    },
    {
      open: { acts: [{ press: 'Go to' }] },
      looking: { answers: { listPaths: PENDING, listTags: PENDING }, acts: [{ press: 'Go to' }, WANTED] },
      found: {
        answers: {
          listPaths: { ...NOTHING_FOUND.listPaths, paths: PATH_ROWS.slice(0, 2), total: 2 },
          listTags: { ...NOTHING_FOUND.listTags, tags: TAG_ROWS.slice(1, 2), total: 1 },
        },
        acts: [{ press: 'Go to' }, WANTED],
      },
      'nothing found': { acts: [{ press: 'Go to' }, { ...WANTED, with: 'zebra' }] },
    },
  ),
  ...scenesOf(
    'AccountMenu',
    { draw: () => <AccountMenu email="op@example.com" theme="system" /> },
    {
      closed: {},
      'of an owner': { acts: [OPEN] },
      'of a viewer': {
        draw: () => (
          <RoleProvider of="viewer">
            <AccountMenu email="vi@a-rather-long-name-of-a-department.example.com" theme="dark" />
          </RoleProvider>
        ),
        acts: [OPEN],
      },
    },
  ),
  ...scenesOf(
    'Nav',
    { answers: { listProjects: PROJECTS, listEdges: { edges: [edgeWith()] } }, draw: () => <Side /> },
    {
      loading: { answers: { listProjects: PENDING, listEdges: PENDING } },
      'in step': {},
      'an edge behind': {
        answers: { listEdges: { edges: [edgeWith(), edgeWith({ id: 'edg_2', state: 'behind', lag: 3 })] } },
      },
      'projects to choose from': { acts: [{ press: 'storefront' }] },
    },
  ),
  ...scenesOf(
    'DatabaseBanner',
    { width: 'page', draw: () => <Outage /> },
    { 'database away': { answers: { listProjects: AWAY } }, 'all well': { answers: { listProjects: PROJECTS } } },
  ),
]
