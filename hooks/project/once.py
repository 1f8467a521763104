"""What is computed at most once."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

from hooks.errors import NoVerdict

T = TypeVar("T")


class once(Generic[T]):  # noqa: N801 - used as a decorator, like property
    """A property that is computed at most once, its NoVerdict included: ten rules that need one unreadable file parse it once."""

    def __init__(self, compute: Callable[[Any], T]) -> None:
        self._compute = compute
        self._name = f"_once_{compute.__name__}"
        self.__doc__ = compute.__doc__

    @overload
    def __get__(self, instance: None, owner: type) -> "once[T]": ...
    @overload
    def __get__(self, instance: object, owner: type) -> T: ...
    def __get__(self, instance: object | None, owner: type) -> "T | once[T]":
        if instance is None:
            return self
        try:
            kept = instance.__dict__[self._name]
        except KeyError:
            kept = instance.__dict__[self._name] = self._outcome(instance)
        if isinstance(kept, NoVerdict):
            raise kept
        return kept  # type: ignore[no-any-return]  # it is what compute returned

    def _outcome(self, instance: object) -> T | NoVerdict:
        try:
            return self._compute(instance)
        except NoVerdict as reason:
            return reason
