const SHARED =
  'pointer-events-none absolute overflow-visible inset-x-0 w-full text-sea opacity-20 rtl:-scale-x-100 dark:opacity-25'

/** Long lines of wind above and below the first page. Decoration. */
export function Gusts() {
  return (
    <>
      <svg
        aria-hidden="true"
        className={`${SHARED} top-0 h-40`}
        fill="none"
        preserveAspectRatio="xMaxYMin slice"
        stroke="currentColor"
        strokeLinecap="round"
        viewBox="0 0 1200 190"
      >
        <path d="M-40 92C220-8 420 160 700 82s360-120 580-30" strokeWidth="1.5" />
        <path d="M-40 128C240 20 450 196 730 112s340-96 560-16" strokeWidth="1" />
        <path d="M-40 160C260 56 480 226 752 142s350-76 540 0" opacity=".6" strokeWidth="2.5" />
        <path
          d="M600 98c100 30 200 14 270-18 64-30 62-78 14-76-36 2-46 40-20 58"
          strokeWidth="1.5"
        />
      </svg>
      <svg
        aria-hidden="true"
        className={`${SHARED} bottom-24 h-24`}
        fill="none"
        preserveAspectRatio="xMinYMax slice"
        stroke="currentColor"
        strokeLinecap="round"
        viewBox="0 0 1200 120"
      >
        <path d="M-40 52C200-28 400 112 640 42s420-70 640 10" strokeWidth="1" />
        <path
          className="text-buoy"
          d="M-40 86C220 10 430 142 672 68s400-60 610 20"
          strokeWidth="1.5"
        />
      </svg>
    </>
  )
}
