"""System checks: a procedure that cannot run stops the start."""

from django.core.checks import Error, register

from baomi.approvals import procedures, rules
from baomi.organization.roles import Role
from baomi.registers.declarations import registry


@register()
def check_procedures(app_configs, **kwargs) -> list[Error]:
    """baomi.E020: a procedure for no register; baomi.E021: a step whose role cannot see what it has to sign."""
    errors = []
    for procedure in procedures.all():
        try:
            registry.by_name(procedure.register)
        except LookupError:
            hint = "把 register 改为已登记的台账名。"
            errors.append(
                Error(f"流程 {procedure.code} 的台账 {procedure.register} 没有登记。", hint, id="baomi.E020")
            )
            continue
        errors += [_blind(procedure, step) for step in procedure.steps if not _sees(procedure, step)]
    return errors


def _sees(procedure, step) -> bool:
    return rules.role_sees(procedure, step.role, step.relation)


def _blind(procedure, step) -> Error:
    return Error(
        f"流程 {procedure.code} 的环节“{step.label}”由{Role(step.role).label}签，但该角色看不到这类记录。",
        hint=f"在台账 {procedure.register} 的 view 权限中加上这个角色，范围不小于环节的关系。",
        id="baomi.E021",
    )
