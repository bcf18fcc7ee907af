from tenants.provision import authenticate, fallback, issue


def test_a_key_opens_its_tenant(session):
    tenant = fallback(session)
    credential = issue(session, tenant)
    assert authenticate(session, credential).id == tenant.id
    assert authenticate(session, credential + "x") is None
