"""Letters and assessments begun for many people."""

from baomi.registers import jobs
from baomi.registers.models import Job
from personnel.actions import assessments, papers
from personnel.models import ClearedPerson


@jobs.register(papers.LETTERS_JOB)
def begin_letters(job: Job, year: int, people: list[int]) -> None:
    """Whoever has a letter already is passed over, so that a run that broke off goes on."""
    rows = ClearedPerson.objects.filter(pk__in=people)
    begun, left_out = papers.begin_yearly(job.user, year, list(rows), _telling(job))
    report = [f"{year} 年度保密责任书：已发起 {begun} 份", *(f"未发起：{reason}" for reason in left_out)]
    content = "\n".join(report).encode()
    jobs.keep_result(job, f"责任书-{year}.txt", content, "text/plain; charset=utf-8")


@jobs.register(assessments.START_JOB)
def start_assessments(job: Job, year: int, people: list[int]) -> None:
    """Whoever has an assessment of the year already is passed over."""
    rows = ClearedPerson.objects.filter(pk__in=people)
    count = assessments.start(job.user, year, list(rows), _telling(job))
    content = f"{year} 年度考核：已发起 {count} 份\n".encode()
    jobs.keep_result(job, f"年度考核-{year}.txt", content, "text/plain; charset=utf-8")


def _telling(job: Job):
    return lambda done, total: jobs.progress(job, done, total)
