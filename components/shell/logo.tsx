/** Freshet's mark: water that runs. */
export function Logo({ className = 'size-[18px]' }: { className?: string }) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2.2"
      strokeLinecap="round"
      className={`text-accent ${className}`}
    >
      <path d="M3 8c3.5-4 6.5 4 9.5 0s5.5-4 8.5 0" />
      <path d="M3 15c3.5-4 6.5 4 9.5 0s5.5-4 8.5 0" opacity=".55" />
    </svg>
  )
}
