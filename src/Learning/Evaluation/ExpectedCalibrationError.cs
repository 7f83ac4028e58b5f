using System.Numerics.Tensors;

namespace ActiveLearning.Learning.Evaluation;

/// <summary>
/// How far the probability of the predicted class is from how often it is right (Naeini, Cooper and Hauskrecht, 2015): 0 when of the items predicted with .8
/// four in five are right.
/// </summary>
public static class ExpectedCalibrationError
{
    /// <summary>Returns the mean gap over bins of equal width, each weighed by its items, 0 to 1; 0 when there is no item.</summary>
    /// <param name="probabilities">[items × classes].</param>
    /// <param name="actual">True class per item.</param>
    /// <param name="classes">Classes of the project.</param>
    /// <param name="bins">Number of bins; more see finer gaps and more noise.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public static double Of(ReadOnlySpan<float> probabilities, ReadOnlySpan<int> actual, int classes, int bins = 10)
    {
        if (probabilities.Length != actual.Length * classes)
        {
            throw new ArgumentException("Each item has one probability per class.", nameof(probabilities));
        }

        var confidence = new double[bins];
        var right = new double[bins];
        for (var i = 0; i < actual.Length; i++)
        {
            var row = probabilities.Slice(i * classes, classes);
            var predicted = TensorPrimitives.IndexOfMax(row);
            var bin = Math.Clamp((int)(row[predicted] * bins), 0, bins - 1);
            confidence[bin] += row[predicted];
            right[bin] += predicted == actual[i] ? 1 : 0;
        }

        var gap = 0.0;
        for (var bin = 0; bin < bins; bin++)
        {
            gap += Math.Abs(confidence[bin] - right[bin]);
        }

        return actual.IsEmpty ? 0 : gap / actual.Length;
    }
}
