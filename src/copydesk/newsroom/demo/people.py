"""The people of the demo."""

from dataclasses import dataclass

from copydesk.newsroom.models import Account, Enrolment, EnrolmentStatus, Role, RoleGrant

__all__ = ["PASSWORD", "PEOPLE", "Person", "make"]

PASSWORD = "copydesk-demo"  # noqa: S105  # printed when the demo is made, on one's own machine


@dataclass(frozen=True, slots=True)
class Person:
    """One person: handle, name, a line about them, roles, and whether in the partner programme."""

    handle: str
    name: str
    about: str
    roles: tuple[Role, ...] = ()
    partner: bool = False
    language: str = "en"


PEOPLE = (
    Person("mara", "Mara Lindqvist", "Gardens, weather, and what grows in between.", partner=True),
    Person("tomas", "Tomás Oyelaran", "I fix bicycles and write about them.", partner=True),
    Person("june", "June Abernathy", "Retired nurse. Recipes, mostly soup.", partner=True),
    Person("ravi", "Ravi Menon", "Backend developer. Notes to my later self.", partner=True),
    Person("elsbeth", "Elsbeth Krol", "Poems and very short essays.", partner=True),
    Person("bao", "Bao Nguyen", "Learning English since six years. I write every week.", partner=True),
    Person("dagny", "Dagny Holm", "Maps, trains, small towns.", partner=True),
    Person("curtis", "Curtis Vane", "Productivity, growth and mindset.", partner=True),
    Person("nadia", "Nadia Rahimi", "I teach chemistry and draw with machines."),
    Person("pim", "Pim de Wit", "Watches films so that you need not.", partner=True),
    Person("oskar", "Oskar Brandt", "Ich schreibe über Brot.", partner=True, language="de"),
    Person("lucia", "Lucía Ferrer", "Cuentos cortos y una huerta.", language="es"),
    Person("reader", "Sam Reader", "I only read."),
    Person("reviewer", "Robin Ellery", "", (Role.REVIEWER,)),
    Person("reviewer2", "Jo Castell", "", (Role.REVIEWER,)),
    Person("reviewer3", "Ayo Brand", "", (Role.REVIEWER,)),
    Person("senior", "Wren Halloran", "", (Role.REVIEWER, Role.SENIOR_REVIEWER)),
    Person("curator", "Imogen Vale", "", (Role.CURATOR,)),
    Person("curator2", "Teo Marsh", "", (Role.CURATOR,)),
    Person("policy", "Harriet Quill", "", (Role.POLICY_OWNER,)),
    Person("policy2", "Laszlo Finch", "", (Role.POLICY_OWNER,)),
    Person("operator", "Max Okonkwo", "", (Role.OPERATOR,)),
)


def make(person: Person) -> Account:
    """Make a person's account, or return the one that is there."""
    email = f"{person.handle}@demo.example"
    account = Account.objects.filter(email=email).first()
    if account is None:
        account = Account.objects.create_user(
            email,
            PASSWORD,
            handle=person.handle,
            name=person.name,
            about=person.about,
            language=person.language,
            email_confirmed=True,
        )
        status = EnrolmentStatus.ENROLLED if person.partner else EnrolmentStatus.NONE
        Enrolment.objects.create(account=account, status=status)
        RoleGrant.objects.bulk_create([RoleGrant(account=account, role=role) for role in person.roles])
    return account
