using System.Globalization;

namespace ActiveLearning.Faults.Tests;

/// <summary>Seeds of what is drawn in a test. A run that failed is played again with the seed that it printed: <c>FAULT_SEED=123 dotnet test ...</c></summary>
internal static class FaultSeed
{
    private const string Variable = "FAULT_SEED";

    /// <summary>The seed to use, which is printed.</summary>
    /// <param name="test">Name of the test.</param>
    /// <param name="usual">Seed of the test when nothing else is asked for.</param>
    public static int For(string test, int usual)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable(Variable), NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : usual;
        Console.WriteLine($"{test}: {Variable}={seed}");
        return seed;
    }
}
