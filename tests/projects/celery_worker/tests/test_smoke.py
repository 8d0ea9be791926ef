from mailer.tasks import send


def test_a_mail_is_sent():
    assert send("ada@example.org") == "sent to ada@example.org"
