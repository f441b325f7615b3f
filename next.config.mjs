/** @type {import('next').NextConfig} */
export default {
  reactStrictMode: true,
  poweredByHeader: false,
  // Types and lint are judged by `npm run check`, once, over the whole repository.
  typescript: { ignoreBuildErrors: true },
  // One set-up for all: no image service, no telemetry banner, no floating dev button over the run bar.
  images: { unoptimized: true },
  devIndicators: false,
  // Names that say what is in the file never come to mean another one; the pieces of Pretendard have its version's.
  headers: async () => [
    { source: '/fonts/:path*', headers: [{ key: 'Cache-Control', value: 'public, max-age=604800' }] },
    {
      source: '/fonts/:folder/:file([\\w-]+\\.[0-9a-f]{8}\\.woff2)',
      headers: [{ key: 'Cache-Control', value: 'public, max-age=31536000, immutable' }],
    },
  ],
}
