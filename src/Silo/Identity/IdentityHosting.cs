using ActiveLearning.Silo.Api;
using ActiveLearning.Silo.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace ActiveLearning.Silo.Identity;

/// <summary>Accounts with cookies for pages, keys for scripts. A further identity provider is one more scheme here, bound to accounts by their logins.</summary>
internal static class IdentityHosting
{
    private const string KeyOrCookie = "key-or-cookie";

    /// <summary>Adds accounts, keys, policies and limits, and brings their database to the newest schema.</summary>
    public static void AddAccounts(this WebApplicationBuilder builder, DataFolder data, Stores stores)
    {
        var services = builder.Services;
        services.AddOptions<AccountOptions>().BindConfiguration("Accounts").ValidateDataAnnotations().ValidateOnStart();
        services.AddAccountStore(data, stores);
        services.AddDataProtection().SetApplicationName("active-learning").PersistKeysToDbContext<IdentityDatabase>();
        services.AddSingleton(new AdminKey(builder.Configuration));
        services.AddSingleton<KeyRing>();
        services.AddScoped<Invitations>();
        services.AddSingleton<FirstStart>();
        SignInLimits.Add(services);
        AddPeople(services);
        AddSchemes(services);
        services.AddPolicies();
    }

    private static void AddPeople(IServiceCollection services) => services.AddIdentityCore<Person>(o =>
    {
        o.User.AllowedUserNameCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._:@-";

        // Length is what counts (NIST SP 800-63B); rules about kinds of characters make passwords alike.
        o.Password.RequiredLength = 10;
        o.Password.RequireDigit = o.Password.RequireLowercase = o.Password.RequireUppercase = o.Password.RequireNonAlphanumeric = false;
        o.Password.RequiredUniqueChars = 3;
        o.Lockout.MaxFailedAccessAttempts = 10;
        o.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(5);
    })
        .AddEntityFrameworkStores<IdentityDatabase>()
        .AddSignInManager()
        .AddClaimsPrincipalFactory<CallerClaims>();

    private static void AddSchemes(IServiceCollection services)
    {
        services.AddAuthentication(KeyOrCookie)
            .AddPolicyScheme(KeyOrCookie, KeyOrCookie, o => o.ForwardDefaultSelector = http =>
                ApiKeyAuthentication.KeyOf(http.Request) is null ? IdentityConstants.ApplicationScheme : ApiKeyAuthentication.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiKeyAuthentication.SchemeName, null)
            .AddIdentityCookies();
        services.AddOptions<CookieAuthenticationOptions>(IdentityConstants.ApplicationScheme).Configure<IOptions<AccountOptions>>((cookie, accounts) =>
        {
            cookie.Cookie.Name = "active-learning";
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.SameSite = SameSiteMode.Strict;
            cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest; // A laptop's own http address has no certificate.
            cookie.ExpireTimeSpan = accounts.Value.SessionLife;
            cookie.SlidingExpiration = true;
            cookie.Events.OnRedirectToLogin = context => AuthenticationProblems.WriteAsync(context.HttpContext, StatusCodes.Status401Unauthorized);
            cookie.Events.OnRedirectToAccessDenied = context => AuthenticationProblems.WriteAsync(context.HttpContext, StatusCodes.Status403Forbidden);
            cookie.Events.OnValidatePrincipal = SecurityStampValidator.ValidatePrincipalAsync;
        });
        services.AddOptions<SecurityStampValidatorOptions>().Configure<IOptions<AccountOptions>>((stamp, accounts) => stamp.ValidationInterval = accounts.Value.SessionCheck);
    }
}
