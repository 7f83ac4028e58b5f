using System.Diagnostics.CodeAnalysis;

namespace ActiveLearning.Learning.Acquisition;

/// <summary>Every acquisition function a project can choose, the default first; each says its own trade-off.</summary>
public static class AcquisitionFunctions
{
    private const int MostAttributeLength = 128;

    /// <summary>All functions, the default first.</summary>
    public static IReadOnlyList<IAcquisitionFunction> All { get; } =
    [
        new Auto(),
        new RandomOrder(),
        new Margin(),
        new LeastConfidence(),
        new Entropy(),
        new Representative(),
        new Typicality(),
        new ClusterCoverage(),
        new ProbabilityCoverage(),
        new FacilityLocation(),
        new GradientEmbedding(),
        new RareClass(),
        new MutualInformation(),
        new VoteEntropy(),
    ];

    /// <summary>
    /// Finds a function by its <see cref="IAcquisitionFunction.Name"/>; "fl10" also names facility location. Any of them with an attribute behind an @, as in <c>margin@lang</c>, is
    /// <see cref="SliceWeighted"/> over it.
    /// </summary>
    public static bool TryGet(string name, [NotNullWhen(true)] out IAcquisitionFunction? function)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.IndexOf(SliceWeighted.Separator, StringComparison.Ordinal) is > 0 and var at)
        {
            var attribute = name[(at + 1)..];
            function = attribute.Length is > 0 and <= MostAttributeLength && !attribute.Any(char.IsControl) && TryGet(name[..at], out var inner) ? new SliceWeighted(inner, attribute) : null;
            return function is not null;
        }

        var wanted = name == "fl10" ? "facilityLocation" : name;
        function = All.FirstOrDefault(f => string.Equals(f.Name, wanted, StringComparison.Ordinal));
        return function is not null;
    }
}
