/** A key as its supplier forms it. Each begins where a token begins. */
export interface SecretPattern {
  type: string
  /** The first characters, so that only few patterns are tried. */
  prefix: string
  /** Sticky; bounded on every token. */
  pattern: RegExp
}

const row = (type: string, prefix: string, rest: string): SecretPattern => ({
  type,
  prefix,
  pattern: new RegExp(`${prefix.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`)}${rest}`, 'y'),
})

const W = String.raw`[\w-]`

/** Sources: the suppliers' own documentation of secret scanning, as far as they publish one. */
export const SECRET_PATTERNS: readonly SecretPattern[] = [
  row('galerne-key', 'gal-', String.raw`[\w-]{16,}`),
  row('anthropic-key', 'sk-ant-', `${W}{20,}`),
  row('openrouter-key', 'sk-or-v1-', '[a-f0-9]{40,}'),
  row('openai-key', 'sk-proj-', `${W}{20,}`),
  row('openai-key', 'sk-svcacct-', `${W}{20,}`),
  row('openai-key', 'sk-admin-', `${W}{20,}`),
  row('api-key', 'sk-', String.raw`(?=[\w-]*\d)[\w-]{20,}`),
  row('google-key', 'AIza', `${W}{35}`),
  row('google-oauth', 'ya29.', `${W}{20,}`),
  row('google-oauth', 'GOCSPX-', `${W}{20,}`),
  row('aws-access-key', 'AKIA', '[A-Z2-7]{16}'),
  row('aws-access-key', 'ASIA', '[A-Z2-7]{16}'),
  row('aws-bedrock-key', 'ABSK', '[A-Za-z0-9+/=]{60,}'),
  row('github-token', 'ghp_', '[A-Za-z0-9]{36}'),
  row('github-token', 'gho_', '[A-Za-z0-9]{36}'),
  row('github-token', 'ghu_', '[A-Za-z0-9]{36}'),
  row('github-token', 'ghs_', '[A-Za-z0-9]{36}'),
  row('github-token', 'ghr_', '[A-Za-z0-9]{36}'),
  row('github-token', 'github_pat_', String.raw`\w{40,}`),
  row('gitlab-token', 'glpat-', `${W}{20,}`),
  row('gitlab-token', 'glrt-', `${W}{20,}`),
  row('gitlab-token', 'gldt-', `${W}{20,}`),
  row('slack-token', 'xoxb-', `${W}{20,}`),
  row('slack-token', 'xoxp-', `${W}{20,}`),
  row('slack-token', 'xoxa-', `${W}{20,}`),
  row('slack-token', 'xoxr-', `${W}{20,}`),
  row('slack-token', 'xapp-', `${W}{20,}`),
  row('slack-webhook', '//hooks.slack.com/services/T', String.raw`\w+/B\w+/\w{16,}`),
  row('stripe-key', 'sk_live_', '[A-Za-z0-9]{16,}'),
  row('stripe-key', 'sk_test_', '[A-Za-z0-9]{16,}'),
  row('stripe-key', 'rk_live_', '[A-Za-z0-9]{16,}'),
  row('stripe-key', 'whsec_', '[A-Za-z0-9+/=]{24,}'),
  row('hugging-face-token', 'hf_', '[A-Za-z]{30,}'),
  row('hugging-face-token', 'hf_', '[A-Za-z0-9]{30,}'),
  row('groq-key', 'gsk_', '[A-Za-z0-9]{40,}'),
  row('xai-key', 'xai-', '[A-Za-z0-9]{40,}'),
  row('perplexity-key', 'pplx-', '[A-Za-z0-9]{40,}'),
  row('replicate-token', 'r8_', '[A-Za-z0-9]{30,}'),
  row('npm-token', 'npm_', '[A-Za-z0-9]{36}'),
  row('pypi-token', 'pypi-', `${W}{50,}`),
  row('rubygems-key', 'rubygems_', '[a-f0-9]{40,}'),
  row('docker-token', 'dckr_pat_', `${W}{20,}`),
  row('sendgrid-key', 'SG.', String.raw`[\w-]{16,}\.[\w-]{16,}`),
  row('mailgun-key', 'key-', '[a-f0-9]{32}'),
  row('brevo-key', 'xkeysib-', '[a-f0-9]{40,}'),
  row('scaleway-key', 'SCW', '[A-Z0-9]{17}'),
  row('digitalocean-token', 'dop_v1_', '[a-f0-9]{60,}'),
  row('databricks-token', 'dapi', '[a-f0-9]{32}'),
  row('vault-token', 'hvs.', `${W}{20,}`),
  row('vault-token', 'hvb.', `${W}{20,}`),
  row('grafana-token', 'glsa_', String.raw`\w{30,}`),
  row('grafana-token', 'glc_', '[A-Za-z0-9+/=]{30,}'),
  row('linear-key', 'lin_api_', '[A-Za-z0-9]{30,}'),
  row('notion-token', 'ntn_', '[A-Za-z0-9]{40,}'),
  row('shopify-token', 'shpat_', '[a-fA-F0-9]{32}'),
  row('atlassian-token', 'ATATT3', `[\\w=-]{50,}`),
  row('azure-devops-token', 'AzureDevOpsPat', `${W}{20,}`),
  row('doppler-token', 'dp.pt.', '[A-Za-z0-9]{40,}'),
  row('age-key', 'AGE-SECRET-KEY-1', '[A-Z0-9]{50,}'),
  row('telegram-token', '', String.raw`\d{8,10}:AA[\w-]{33}`),
  row('jwt', 'eyJ', String.raw`[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}`),
]
