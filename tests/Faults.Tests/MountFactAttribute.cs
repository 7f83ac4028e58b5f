using ActiveLearning.Harness;

namespace ActiveLearning.Faults.Tests;

/// <summary>A test that fills a disk. Where the machine allows no small file system to be mounted it is listed as skipped, with the reason.</summary>
internal sealed class MountFactAttribute : FactAttribute
{
    public MountFactAttribute()
    {
        if (SmallDisk.WhyNot is { } reason)
        {
            Skip = reason;
            Console.WriteLine($"NOT TRIED: {reason}");
        }
    }
}
