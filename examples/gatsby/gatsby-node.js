/** Deferred: not made by the build but by the first visit. */
exports.createPages = ({ actions }) => {
  for (const id of ['1', '2', '7']) {
    actions.createPage({
      path: `/posts/${id}/`,
      component: require.resolve('./src/templates/post.jsx'),
      context: { id },
      defer: true,
    })
  }
}
