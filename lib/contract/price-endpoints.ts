import { endpoint } from '@/lib/contract/endpoint'
import { nothing } from '@/lib/contract/fields'
import {
  chooseSheetInput,
  getSheetInput,
  priceSheet,
  projectPrices,
  projectPricesInput,
  saveSheetInput,
  sheetDetail,
  sheetList,
} from '@/lib/contract/price-sheets'

/** Calls about prices, as part of `endpoints`. */
export const priceEndpoints = {
  listSheets: endpoint({
    method: 'GET',
    path: '/api/v1/price-sheets',
    input: nothing,
    output: sheetList,
    scope: 'read',
    summary: 'The newest version of every price sheet.',
  }),
  getSheet: endpoint({
    method: 'GET',
    path: '/api/v1/price-sheets/{provider}/{plan}/{region}',
    input: getSheetInput,
    output: sheetDetail,
    scope: 'read',
    summary: 'One version of a price sheet with its lines, and the versions there are.',
  }),
  saveSheet: endpoint({
    method: 'PUT',
    path: '/api/v1/price-sheets/{provider}/{plan}/{region}',
    input: saveSheetInput,
    output: priceSheet,
    scope: 'admin',
    summary: 'Save the next version of a price sheet, or a new one. Months before this one keep their prices.',
  }),
  getProjectPrices: endpoint({
    method: 'GET',
    path: '/api/v1/prices',
    input: projectPricesInput,
    output: projectPrices,
    scope: 'read',
    summary: 'What a project is priced by, now and in the months before.',
  }),
  chooseSheet: endpoint({
    method: 'PUT',
    path: '/api/v1/prices',
    input: chooseSheetInput,
    output: projectPrices,
    scope: 'admin',
    summary: 'Price a project by a sheet, from the current month on.',
  }),
}
