import { Tag } from '@/components/ui/tag'

/** The names nearest to one that nothing carries, each a way to it. */
export function NearestTags({ nearest, onShow }: { nearest: readonly string[]; onShow: (tag: string) => void }) {
  if (nearest.length === 0) return null
  return (
    <p className="mt-1 flex flex-wrap items-center justify-center gap-1.5 text-muted">
      Did you mean
      {nearest.map((tag) => (
        <button key={tag} type="button" onClick={() => onShow(tag)} className="rounded-sm hover:underline">
          <Tag className="max-w-60">{tag}</Tag>
        </button>
      ))}
    </p>
  )
}
