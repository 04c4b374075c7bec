module.exports = { jsxRuntime: 'automatic', siteMetadata: { title: 'Gatsby on Freshet' } }
