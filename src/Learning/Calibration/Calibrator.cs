namespace ActiveLearning.Learning.Calibration;

/// <summary>
/// Turns the probabilities that a balanced head decides by into probabilities that may be shown: a temperature (Guo and others, "On calibration of modern neural networks", 2017)
/// takes back over- or underconfidence, and the pool's class shares take back that every class counted alike in training. Decisions are not made with them.
/// </summary>
public sealed class Calibrator
{
    // The head's single-precision probabilities end here; a logarithm further down would only amplify rounding.
    private const double LeastProbability = 1e-7;

    private readonly double[] _offsets;

    /// <summary>Makes a calibrator.</summary>
    /// <param name="temperature">Positive; above 1 flattens, below 1 sharpens.</param>
    /// <param name="classShares">Shares of the classes in the pool, positive.</param>
    /// <param name="priorStrength">How much of the shares is brought in: 1 for all of it, 0 for none.</param>
    public Calibrator(double temperature, IReadOnlyList<double> classShares, double priorStrength = 1)
    {
        ArgumentNullException.ThrowIfNull(classShares);
        if (!(temperature > 0) || classShares.Any(share => !(share > 0)))
        {
            throw new ArgumentOutOfRangeException(nameof(temperature), temperature, "Temperature and shares are positive.");
        }

        Temperature = temperature;
        ClassShares = classShares;
        PriorStrength = priorStrength;
        _offsets = [.. classShares.Select(share => priorStrength * Math.Log(share * classShares.Count))];
    }

    /// <summary>The temperature.</summary>
    public double Temperature { get; }

    /// <summary>Shares of the classes in the pool.</summary>
    public IReadOnlyList<double> ClassShares { get; }

    /// <summary>How much of the shares is brought in.</summary>
    public double PriorStrength { get; }

    /// <summary>Writes one item's calibrated probabilities.</summary>
    /// <param name="balanced">What the head says.</param>
    /// <param name="calibrated">Receives values in [0, 1] that sum to 1; may be the same span.</param>
    public void Apply(ReadOnlySpan<float> balanced, Span<float> calibrated)
    {
        Span<double> logits = stackalloc double[_offsets.Length];
        for (var k = 0; k < _offsets.Length; k++)
        {
            logits[k] = (Math.Log(Math.Max(LeastProbability, balanced[k])) / Temperature) + _offsets[k];
        }

        Heads.Softmax.InPlace(logits);
        for (var k = 0; k < _offsets.Length; k++)
        {
            calibrated[k] = (float)logits[k];
        }
    }

    /// <summary>Calibrates many items, row by row.</summary>
    public float[] Apply(ReadOnlySpan<float> balanced)
    {
        var calibrated = new float[balanced.Length];
        for (var at = 0; at < balanced.Length; at += _offsets.Length)
        {
            Apply(balanced.Slice(at, _offsets.Length), calibrated.AsSpan(at, _offsets.Length));
        }

        return calibrated;
    }
}
