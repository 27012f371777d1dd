/** Is it the URL of Alembic's templates, or another that only shows the form? */
export function isPlaceholderUrl(url: string): boolean {
  return /^driver:\/\/|:\/\/user:pass(?:word)?@(?:localhost|host)(?::\d+)?\/(?:dbname|db|database)?$|<[^>]+>|^\s*$|\byour[_-]/iu.test(
    url,
  );
}
