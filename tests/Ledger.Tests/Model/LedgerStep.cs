using CsCheck;

namespace ActiveLearning.Ledger.Tests.Model;

internal enum StepKind
{
    Import,
    Grant,
    GrantBehind,
    Record,
    Undo,
    Skip,
    Release,
    Wait,
}

/// <summary>One thing that somebody does. Numbers are taken modulo what there is: item, lease or label.</summary>
internal sealed record LedgerStep(StepKind Kind, int Annotator, int Number, int Class)
{
    public static readonly Gen<LedgerStep> Any = Gen.Select(
        Gen.Frequency(
            (1, Gen.Const(StepKind.Import)), (8, Gen.Const(StepKind.Grant)), (1, Gen.Const(StepKind.GrantBehind)), (8, Gen.Const(StepKind.Record)),
            (3, Gen.Const(StepKind.Undo)), (3, Gen.Const(StepKind.Skip)), (2, Gen.Const(StepKind.Release)), (3, Gen.Const(StepKind.Wait))),
        Gen.Int[0, 4],
        Gen.Int[0, 1_000],
        Gen.Int[0, 1],
        (kind, annotator, number, classPosition) => new LedgerStep(kind, annotator, number, classPosition));

    public string Who => $"a{Annotator}";
}
