"""Sessions of staff as they are once a second factor was shown in them."""


def pass_second_factor(client, user):
    """Have it shown in a client's session."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": 0}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
