using System.CommandLine;
using ActiveLearning.Benchmarks.Load;
using ActiveLearning.Benchmarks.Verbs;

// One verb per measurement, one file per verb. Each prints a table and ends with its figures, `ratio NAME = X of LIMIT`.
var root = new RootCommand("Measurements of the active-learning cluster; each verb names the limit that it is measured against.")
{
    LabelEfficiency.Command(),
    LabelEfficiency.ReplayCommand(),
    Refit.Command(),
    Insight.Command(),
    Annotators.Command(),
    Annotators.EchoCommand(),
    Routing.Command(),
    Recovery.Command(),
    Scale.Command(),
    EncoderLoops.Command(),
    Soak.Command(),
    LedgerWrites.Command(),
    Transfer.ImportCommand(),
    Transfer.ExportCommand(),
    NearDuplicates.Command(),
    Selection.Command(),
    Scoring.Command(),
    Rerank.Command(),
    PoolMemory.Command(),
    Faults.Command(),
};
try
{
    // Whoever interrupts a measurement is not to find its silos and databases still running: ending those takes longer than the two seconds that the library would wait.
    return root.Parse(args).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromMinutes(2) });
}
catch (Exception broken)
{
    // The default handler says nothing of what was cancelled, and a request that took too long is that.
    Console.Error.WriteLine(broken);
    return 1;
}
