namespace ActiveLearning.Ledger.Sql;

/// <summary>A write that waits for the writer, runs in one of its transactions, and answers its caller after the commit.</summary>
internal abstract class WriteOperation(WriteScope scope)
{
    private const int Waiting = 0;
    private const int Started = 1;
    private const int Cancelled = 2;

    private int stage = Waiting;

    /// <summary>What the write may change.</summary>
    public WriteScope Scope => scope;

    /// <summary>What is asked.</summary>
    public abstract object Request { get; }

    /// <summary>Claims the operation for the writer; false when its caller gave up before.</summary>
    public bool TryStart() => Interlocked.CompareExchange(ref stage, Started, Waiting) == Waiting;

    /// <summary>Takes the operation out of the queue; false when the writer has it already, and then its outcome counts.</summary>
    protected bool TryCancel() => Interlocked.CompareExchange(ref stage, Cancelled, Waiting) == Waiting;

    /// <summary>Does the work inside the open transaction. May run twice: a batch that fails is rolled back and its operations run alone.</summary>
    public abstract void Apply(LedgerTransaction transaction);

    /// <summary>Answers the caller: the commit is done.</summary>
    public abstract void Acknowledge();

    /// <summary>Answers the caller: nothing was stored, or whether it was is unknown.</summary>
    public abstract void Fail(Exception exception);
}

/// <summary>A write of a request with its result.</summary>
internal sealed class WriteOperation<TRequest, TResult>(WriteScope scope, TRequest request, Func<LedgerTransaction, TRequest, TResult> apply)
    : WriteOperation(scope)
    where TRequest : notnull
{
    // Without this flag the caller's code would run on the writer's thread, between two commits.
    private readonly TaskCompletionSource<TResult> outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TResult? result;

    /// <summary>Ends with the commit.</summary>
    public Task<TResult> Outcome => outcome.Task;

    public override object Request => request;

    public void Cancel(CancellationToken cancellationToken)
    {
        if (TryCancel())
        {
            outcome.TrySetCanceled(cancellationToken);
        }
    }

    public override void Apply(LedgerTransaction transaction) => result = apply(transaction, request);

    public override void Acknowledge() => outcome.TrySetResult(result!);

    public override void Fail(Exception exception) => outcome.TrySetException(exception);
}
