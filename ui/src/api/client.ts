import createClient from 'openapi-fetch'

import { fetchAsked } from '../first/asked'
import type { paths } from './schema'

/** The dashboard's API, typed by its own OpenAPI document. */
export const api = createClient<paths>({ baseUrl: '/', fetch: fetchAsked })
