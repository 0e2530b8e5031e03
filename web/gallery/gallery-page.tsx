import { createRoot } from 'react-dom/client'
import { GalleryPage } from './GalleryPage.tsx'

/** The gallery alone, for tests in a browser. */
const place = document.body.appendChild(document.createElement('div'))
place.id = 'root'
createRoot(place).render(<GalleryPage />)
