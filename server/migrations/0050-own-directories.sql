-- Owners set up LDAP directories in the web app as well, beside OpenID Connect and SAML.

alter table own_sign_in drop constraint own_sign_in_kind_check;
alter table own_sign_in add constraint own_sign_in_kind_check check (kind in ('oidc', 'saml', 'ldap'));
