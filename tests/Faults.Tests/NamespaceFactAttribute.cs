using ActiveLearning.Harness;

namespace ActiveLearning.Faults.Tests;

/// <summary>A test that cuts silos off. Where the machine allows no network namespaces it is listed as skipped, with the reason.</summary>
internal sealed class NamespaceFactAttribute : FactAttribute
{
    public NamespaceFactAttribute()
    {
        if (Namespaces.WhyNot is { } reason)
        {
            Skip = reason;
            Console.WriteLine($"NOT TRIED: {reason}");
        }
    }
}
