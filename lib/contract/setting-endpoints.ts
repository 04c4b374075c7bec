import { endpoint } from '@/lib/contract/endpoint'
import { changeOriginInput, listOriginsInput, originList } from '@/lib/contract/origins'
import { retention, retentionInput, retentionPlan, setRetentionInput } from '@/lib/contract/retention'
import {
  listVariablesInput,
  removeVariableInput,
  setVariableInput,
  variableChange,
  variableList,
} from '@/lib/contract/variables'

/** Calls that read and change settings of a project, as part of `endpoints`. */
export const settingEndpoints = {
  getRetention: endpoint({
    method: 'GET',
    path: '/api/v1/retention',
    input: retentionInput,
    output: retention,
    scope: 'read',
    summary: 'What a project keeps, and how much that may be.',
  }),
  setRetention: endpoint({
    method: 'PUT',
    path: '/api/v1/retention',
    input: setRetentionInput,
    output: retention,
    scope: 'admin',
    summary: 'Set how many bytes versions of pages, and the data cache, may hold.',
  }),

  planRetention: endpoint({
    method: 'POST',
    path: '/api/v1/retention/plan',
    input: setRetentionInput,
    output: retentionPlan,
    scope: 'read',
    summary: 'What retention would remove with these budgets. Changes nothing.',
  }),

  listOrigins: endpoint({
    method: 'GET',
    path: '/api/v1/origins',
    input: listOriginsInput,
    output: originList,
    scope: 'read',
    summary: 'Origins that a project may reach although their address is private.',
  }),
  allowOrigin: endpoint({
    method: 'POST',
    path: '/api/v1/origins',
    input: changeOriginInput,
    output: originList,
    scope: 'admin',
    summary: 'Let rewrites and images of a project reach an origin although its address is private.',
  }),
  forbidOrigin: endpoint({
    method: 'DELETE',
    path: '/api/v1/origins',
    input: changeOriginInput,
    output: originList,
    scope: 'admin',
    summary: 'Take that leave back.',
  }),

  listVariables: endpoint({
    method: 'GET',
    path: '/api/v1/variables',
    input: listVariablesInput,
    output: variableList,
    scope: 'read',
    summary: 'Environment variables of a project, without their values.',
  }),
  setVariable: endpoint({
    method: 'PUT',
    path: '/api/v1/variables/{name}',
    input: setVariableInput,
    output: variableChange,
    scope: 'deploy',
    summary: 'Set an environment variable of functions. No call answers the value.',
  }),
  removeVariable: endpoint({
    method: 'DELETE',
    path: '/api/v1/variables/{name}',
    input: removeVariableInput,
    output: variableChange,
    scope: 'deploy',
    summary: 'Remove an environment variable from one environment or both.',
  }),
}
