/** Gatsby sets these up even where nothing asks for a picture. */
function sharp() {
  throw new Error('This app has no image processing')
}

sharp.simd = () => false
sharp.concurrency = () => 1
sharp.cache = () => ({})
sharp.default = sharp

module.exports = sharp
