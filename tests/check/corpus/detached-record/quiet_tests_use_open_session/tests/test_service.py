from todo.service import finish_all


def test_finish_all(session, groceries):
    assert finish_all(session, groceries) == 2
    session.refresh(groceries)
    groceries.name = "done"
    session.commit()
    assert [item.done for item in groceries.items] == [True, True]
