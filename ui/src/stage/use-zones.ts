import { useQuery } from '@tanstack/react-query'

import { api } from '../api/client'
import type { Places } from '../api/model'
import { answered } from '../refused/refused'
import type { Pair } from './pair'

/** The zones by which a part was judged, null where none can be shown; `whyNoZones` where a person asked for them. */
export interface ReadZones {
  zones: Places | null
  whyNoZones: 'zonesUnread' | 'zonesChanged' | 'noZones' | null
}

const AGAIN_MS = 5_000

/** The zones of the recipe by which the part of `pair` was judged, asked for while they are shown. */
export function useZones(pair: Pair | null, areShown: boolean): ReadZones {
  const { product = '', revision = '', recipe_sha256: judgedBy = '' } = pair?.part.provenance ?? {}
  const isAsked = areShown && pair?.frame === 'golden'
  const { data, errorUpdateCount } = useQuery({
    queryKey: ['zones', product, revision, judgedBy],
    queryFn: () => fetchPlaces(product, revision),
    enabled: isAsked,
    refetchInterval: ({ state }) => (state.data === undefined ? AGAIN_MS : false),
  })
  if (!isAsked) return { zones: null, whyNoZones: null }
  if (data === undefined) return { zones: null, whyNoZones: errorUpdateCount > 0 ? 'zonesUnread' : null }
  if (data.recipe_sha256 !== judgedBy) return { zones: null, whyNoZones: 'zonesChanged' }
  return { zones: data, whyNoZones: data.zones.length + data.ignored.length === 0 ? 'noZones' : null }
}

function fetchPlaces(product: string, revision: string): Promise<Places> {
  return answered(api.GET('/api/goldens/{product}/{revision}/places', { params: { path: { product, revision } } }))
}
